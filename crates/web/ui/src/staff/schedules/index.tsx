import type { Module } from '../core/modules';

export const schedules: Module = {};

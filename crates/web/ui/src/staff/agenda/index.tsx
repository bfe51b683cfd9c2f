import type { Module } from '../core/modules';

export const agenda: Module = {};

import type { Module } from '../core/modules';

export const dashboard: Module = {};

import type { Module } from '../core/modules';

export const professionals: Module = {};

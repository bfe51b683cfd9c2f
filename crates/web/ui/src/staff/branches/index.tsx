import type { Module } from '../core/modules';

export const branches: Module = {};

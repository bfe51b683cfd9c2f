import type { Module } from '../core/modules';

export const clients: Module = {};

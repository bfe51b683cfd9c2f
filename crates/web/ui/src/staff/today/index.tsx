import type { Module } from '../core/modules';

export const today: Module = {};

import type { Module } from '../core/modules';

export const settings: Module = {};

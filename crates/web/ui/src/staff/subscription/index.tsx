import type { Module } from '../core/modules';

export const subscription: Module = {};

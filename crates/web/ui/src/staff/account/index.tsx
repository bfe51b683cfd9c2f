import type { Module } from '../core/modules';

export const account: Module = {};

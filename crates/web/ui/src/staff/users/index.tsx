import type { Module } from '../core/modules';

export const users: Module = {};

import type { Module } from '../core/modules';

export const roles: Module = {};

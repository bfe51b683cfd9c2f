import type { Module } from '../core/modules';

export const apiKeys: Module = {};

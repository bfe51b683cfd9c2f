import type { Module } from '../core/modules';

export const audit: Module = {};

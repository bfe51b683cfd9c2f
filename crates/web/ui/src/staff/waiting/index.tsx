import type { Module } from '../core/modules';

export const waiting: Module = {};

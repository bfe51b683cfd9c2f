import type { Module } from '../core/modules';

export const rooms: Module = {};

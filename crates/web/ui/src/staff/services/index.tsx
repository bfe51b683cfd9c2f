import type { Module } from '../core/modules';

export const services: Module = {};

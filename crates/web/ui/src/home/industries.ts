/** The industries, in the order in which they are shown, each with its sign (strokes of 24 × 24). */
export const INDUSTRIES = {
  barberia:
    'M6 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm0 11a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8 8l12 10M8 16 20 6',
  salon_belleza: 'M4 9a5 5 0 0 1 5-5h9v7a4 4 0 0 1-4 4h-2l-2 5H7l1.5-6A5 5 0 0 1 4 9Zm14-3h3m-3 4h3',
  estetica:
    'M12 3c2 3 2 5 0 8-2-3-2-5 0-8Zm-8 6c4-.5 6 .5 8 4-4 .5-6.5-.5-8-4Zm16 0c-4-.5-6 .5-8 4 4 .5 6.5-.5 8-4ZM12 13v8',
  spa: 'M12 20c-5 0-8-3-9-8 3.5 0 6 1 9 5 3-4 5.5-5 9-5-1 5-4 8-9 8Zm0-3c-2.5-4-2.5-8 0-13 2.5 5 2.5 9 0 13Z',
  podologia:
    'M8 21c-3-1-2.5-5-2-8 .4-2.5 1-5 3.5-5 3 0 4 2.5 3.5 6-.4 3-1.5 8-5 7ZM7 5.5v.01M10.5 4v.01M14 5v.01M16.5 7.5v.01M18 10.5v.01',
  consultorio_medico:
    'M6 3v5a4 4 0 0 0 8 0V3M10 12v3a5 5 0 0 0 10 0v-2m0-.01a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM4.5 3h3m5 0h3',
  clinica_dental:
    'M8 3c2 0 2.5 1 4 1s2-1 4-1c3 0 4 2.5 3.5 5.5C19 12 18 13 17.5 16c-.3 2.5-.7 5-2 5-1.7 0-1-6-3.5-6s-1.8 6-3.5 6c-1.3 0-1.7-2.5-2-5C6 13 5 12 4.5 8.5 4 5.5 5 3 8 3Z',
  veterinaria:
    'M12 12c-3 0-5.5 3-5.5 5.5 0 2 1.5 3 3 2.5 1-.3 1.5-.5 2.5-.5s1.5.2 2.5.5c1.5.5 3-.5 3-2.5C17.5 15 15 12 12 12ZM5 12.5c1 0 1.7-1 1.7-2.2S6 8 5 8s-1.7 1-1.7 2.2.7 2.3 1.7 2.3Zm14 0c-1 0-1.7-1-1.7-2.2S18 8 19 8s1.7 1 1.7 2.2-.7 2.3-1.7 2.3ZM9.5 8c1 0 1.5-1 1.5-2.3S10.5 3.5 9.5 3.5 8 4.5 8 5.7 8.5 8 9.5 8Zm5 0c-1 0-1.5-1-1.5-2.3s.5-2.2 1.5-2.2 1.5 1 1.5 2.2S15.5 8 14.5 8Z',
  academia: 'M2.5 9 12 4.5 21.5 9 12 13.5Zm4 2v5c3 2.7 8 2.7 11 0v-5m4-2v6',
  centro_fitness: 'M3 10v4m3-7v10m12-10v10m3-7v4M6 12h12',
  taller_tecnico:
    'M14.5 6.5a4.5 4.5 0 0 1 6-1.5L17 8.5 18 11l2.5 1 1-3.5a4.5 4.5 0 0 1-6.5 5L7 21.5 3.5 18l8-8a4.5 4.5 0 0 1 3-3.5Z',
  estudio_fotografico:
    'M4 7.5h3.5L9 5h6l1.5 2.5H20a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 18V9A1.5 1.5 0 0 1 4 7.5ZM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z',
  comida_rapida: 'M4 10c0-4 3.5-6 8-6s8 2 8 6ZM3 13.5h18M4 17h16c0 2-1 3-3 3H7c-2 0-3-1-3-3Z',
  otro: 'M4 10v10h16V10M3 10l2-6h14l2 6a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0Zm7 10v-5h4v5',
} as const;

export type Industry = keyof typeof INDUSTRIES;
export const industryNames = Object.keys(INDUSTRIES) as Industry[];

/** For which there is no agenda yet to come to. */
export const SOON: Industry = 'comida_rapida';

/** Where Panal is at home, the countries that it asks most about first. */
export const COUNTRIES = [
  'CO',
  'PE',
  'MX',
  'CL',
  'EC',
  'AR',
  'BO',
  'CR',
  'GT',
  'PA',
  'UY',
  'PY',
  'SV',
  'HN',
  'NI',
  'DO',
  'VE',
  'US',
];

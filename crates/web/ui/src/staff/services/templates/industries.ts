/** The trades that have templates. */
export const INDUSTRIES = [
  'barberia',
  'salon_belleza',
  'estetica',
  'spa',
  'podologia',
  'consultorio_medico',
  'clinica_dental',
  'veterinaria',
  'academia',
  'centro_fitness',
  'taller_tecnico',
  'estudio_fotografico',
  'comida_rapida',
  'otro',
] as const;

export const knownIndustry = (code: string | null) => INDUSTRIES.find((one) => one === code);

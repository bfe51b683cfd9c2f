DROP FUNCTION public.count_monthly();
DROP TABLE public.service_templates, public.professional_kinds;

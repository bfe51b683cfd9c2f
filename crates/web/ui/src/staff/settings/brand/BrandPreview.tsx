import { Box, Typography } from '@mui/material';
import { useT } from '../../../i18n/react';
import { on, readable } from '../../../theme/colors';
import { tokens, type Scheme } from '../../../theme/tokens';
import { useTenant } from '../../core/me';

/** A colour and a logo as customers see them, light and dark. */
export function BrandPreview({ color, logo }: { color: string; logo: string | null }) {
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
      <Sample scheme="light" color={color} logo={logo} />
      <Sample scheme="dark" color={color} logo={logo} />
    </Box>
  );
}

function Sample({ scheme, color, logo }: { scheme: Scheme; color: string; logo: string | null }) {
  const t = useT();
  const { name } = useTenant();
  const look = tokens(scheme, color);
  return (
    <Box
      aria-label={t(`common.theme.${scheme}`)}
      role="group"
      sx={{
        background: look.background,
        color: look.ink,
        border: `1px solid ${look.line}`,
        borderRadius: '14px',
        p: 2.5,
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, mb: 2, minHeight: 44 }}>
        {logo ? (
          <Box
            component="img"
            src={logo}
            alt=""
            sx={{ maxHeight: 44, maxWidth: 120, objectFit: 'contain' }}
          />
        ) : (
          <Box
            aria-hidden
            sx={{
              width: 44,
              height: 44,
              borderRadius: '12px',
              display: 'grid',
              placeItems: 'center',
              fontWeight: 700,
              background: look.primary,
              color: look.onPrimary,
            }}
          >
            {name.slice(0, 1)}
          </Box>
        )}
        <Typography sx={{ fontWeight: 700 }}>{name}</Typography>
      </Box>
      <Box sx={{ background: look.paper, border: `1px solid ${look.line}`, borderRadius: '12px', p: 2 }}>
        <Typography sx={{ fontWeight: 600 }}>{t('settings.brand.sample.title')}</Typography>
        <Typography variant="body2" sx={{ color: look.inkSoft, mb: 1.5 }}>
          {t('settings.brand.sample.text')}
        </Typography>
        <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
          <Box
            component="span"
            sx={{
              background: look.primary,
              color: on(look.primary),
              px: 2,
              py: 1,
              borderRadius: '10px',
              fontWeight: 600,
            }}
          >
            {t('settings.brand.sample.button')}
          </Box>
          <Box
            component="span"
            sx={{
              background: look.primarySoft,
              color: readable(look.primary, look.primarySoft),
              px: 1.5,
              py: 0.75,
              borderRadius: '8px',
              fontWeight: 600,
            }}
          >
            10:30
          </Box>
          <Box component="span" sx={{ color: look.primary, fontWeight: 600 }}>
            {t('settings.brand.sample.link')}
          </Box>
        </Box>
      </Box>
    </Box>
  );
}

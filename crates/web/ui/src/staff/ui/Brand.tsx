import { Avatar } from '@mui/material';
import { useTenant } from '../core/me';

/** The logo of the business; its initial where it has none. */
export function Brand({ size = 40 }: { size?: number }) {
  const { name, logo_url } = useTenant();
  return (
    <Avatar
      variant="rounded"
      {...(logo_url ? { src: logo_url } : {})}
      alt=""
      aria-hidden
      slotProps={{ img: { alt: '' } }}
      sx={{
        width: size,
        height: size,
        borderRadius: `${size / 4}px`,
        fontSize: size / 2,
        fontWeight: 750,
        color: 'primary.contrastText',
        bgcolor: logo_url ? '#fff' : 'primary.main',
        border: logo_url ? 1 : 0,
        borderColor: 'divider',
        '& img': { objectFit: 'contain', p: '2px' },
      }}
    >
      {name.trim().charAt(0).toUpperCase()}
    </Avatar>
  );
}

import { Avatar } from '@mui/material';
import { initials } from '../professionals/initials';

/** A client as a circle with their initials. */
export function ClientFace({ name, size = 40 }: { name: string; size?: number }) {
  return (
    <Avatar
      aria-hidden
      sx={(theme) => ({
        width: size,
        height: size,
        flex: 'none',
        fontSize: size * 0.38,
        fontWeight: 700,
        background: theme.tokens.primarySoft,
        color: theme.tokens.primary,
      })}
    >
      {initials(name)}
    </Avatar>
  );
}

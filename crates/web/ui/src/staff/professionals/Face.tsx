import { Avatar } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { on } from '../../theme/colors';
import { initials } from './initials';

/** A professional as a circle of their colour with their initials. */
export function Face({ name, color, size = 48 }: { name: string; color?: string | null; size?: number }) {
  const { tokens } = useTheme();
  const background = color ?? tokens.inkSoft;
  return (
    <Avatar
      aria-hidden
      sx={{
        width: size,
        height: size,
        fontSize: size * 0.38,
        fontWeight: 700,
        background,
        color: on(background),
        flex: 'none',
      }}
    >
      {initials(name)}
    </Avatar>
  );
}

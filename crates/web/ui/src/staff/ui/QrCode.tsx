import { Box } from '@mui/material';
import { useMemo } from 'react';
import { encode } from 'uqr';

interface QrCodeProps {
  text: string;
  label: string;
  /** Pixels a side. */
  size?: number;
}

/** A QR code: black on white in both themes, since cameras want it so. */
export function QrCode({ text, label, size = 200 }: QrCodeProps) {
  const { path, cells } = useMemo(() => {
    const { data, size: side } = encode(text, { ecc: 'M', border: 2 });
    const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { path: squares.join(''), cells: side };
  }, [text]);
  return (
    <Box
      component="svg"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${cells} ${cells}`}
      shapeRendering="crispEdges"
      sx={{ width: size, height: size, bgcolor: '#fff', borderRadius: 2 }}
    >
      <path d={path} fill="#000" />
    </Box>
  );
}

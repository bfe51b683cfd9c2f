import { Box, Card, CardActionArea, Typography } from '@mui/material';
import { Link } from 'react-router-dom';

interface FigureProps {
  label: string;
  value: string;
  note: string;
  tone?: 'calm' | 'warning' | 'danger';
  /** What is behind it. */
  to?: string;
}

/** A number that says how something is, and leads there. */
export function Figure({ label, value, note, tone = 'calm', to }: FigureProps) {
  const color = tone === 'danger' ? 'error.main' : tone === 'warning' ? 'warning.main' : 'text.primary';
  const inside = (
    <>
      <Typography variant="body2" color="text.secondary" component="p">
        {label}
      </Typography>
      <Typography
        component="p"
        sx={{
          fontSize: '1.75rem',
          fontWeight: 720,
          lineHeight: 1.25,
          color,
          fontVariantNumeric: 'tabular-nums',
        }}
      >
        {value}
      </Typography>
      <Typography variant="body2" color="text.secondary" component="p">
        {note}
      </Typography>
    </>
  );
  return (
    <Card sx={{ minHeight: 112 }}>
      {to === undefined ? (
        <Box sx={{ p: 2 }}>{inside}</Box>
      ) : (
        <CardActionArea component={Link} to={to} sx={{ p: 2, height: '100%' }}>
          {inside}
        </CardActionArea>
      )}
    </Card>
  );
}

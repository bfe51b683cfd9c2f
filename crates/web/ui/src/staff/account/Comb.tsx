import { Box } from '@mui/material';

/** Half the width and a quarter of the height of a cell. */
const [HALF, QUARTER] = [52, 30];
const CELL = `M0 ${-2 * QUARTER} L${HALF} ${-QUARTER} L${HALF} ${QUARTER} L0 ${2 * QUARTER} L${-HALF} ${QUARTER} L${-HALF} ${-QUARTER} Z`;

/** Cells by column and row, and how strongly each shows. */
const CELLS: [column: number, row: number, strength: number][] = [
  [0, 0, 0.1],
  [1, 0, 0.18],
  [2, 0, 0.08],
  [3, 0, 0.24],
  [0, 1, 0.2],
  [1, 1, 0.07],
  [2, 1, 0.16],
  [3, 1, 0.06],
  [1, 2, 0.12],
  [2, 2, 0.22],
  [3, 2, 0.1],
  [2, 3, 0.06],
  [3, 3, 0.14],
];

/** A piece of a honeycomb, in the colour around. Decoration. */
export function Comb() {
  return (
    <Box
      component="svg"
      viewBox="0 0 420 400"
      aria-hidden
      sx={{
        position: 'absolute',
        overflow: 'visible',
        top: -24,
        right: -24,
        width: 'min(90%, 520px)',
        color: 'primary.main',
      }}
    >
      {CELLS.map(([column, row, strength]) => (
        <path
          key={`${column} ${row}`}
          d={CELL}
          fill="currentColor"
          stroke="currentColor"
          opacity={strength}
          strokeWidth={10}
          strokeLinejoin="round"
          transform={`translate(${60 + column * 2.2 * HALF + (row % 2) * 1.1 * HALF}, ${64 + row * 3.3 * QUARTER}) scale(0.94)`}
        />
      ))}
    </Box>
  );
}

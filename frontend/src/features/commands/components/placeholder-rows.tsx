import Skeleton from '@mui/material/Skeleton';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';

const ROW_COUNT = 6;

/** Stands for rows that are being loaded. */
export function PlaceholderRows({ columnCount }: { columnCount: number }) {
  return Array.from({ length: ROW_COUNT }, (_row, row) => (
    <TableRow key={row}>
      {Array.from({ length: columnCount }, (_cell, cell) => (
        <TableCell key={cell}>
          <Skeleton height={30} />
        </TableCell>
      ))}
    </TableRow>
  ));
}

import Chip from '@mui/material/Chip';
import type { ChipProps } from '@mui/material/Chip';
import { labelOf } from '../status-label';

const COLORS: Partial<Record<string, ChipProps['color']>> = {
  sent: 'info',
  running: 'info',
  completed: 'success',
  failed: 'error',
  timed_out: 'warning',
};

export function StatusChip({ status }: { status: string }) {
  return (
    <Chip
      size="small"
      variant="outlined"
      color={COLORS[status] ?? 'default'}
      label={labelOf(status)}
      sx={{ fontWeight: 600 }}
    />
  );
}

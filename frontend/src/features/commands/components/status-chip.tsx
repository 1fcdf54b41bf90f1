import Chip from '@mui/material/Chip';
import type { ChipProps } from '@mui/material/Chip';

const COLORS: Partial<Record<string, ChipProps['color']>> = {
  sent: 'info',
  completed: 'success',
  failed: 'error',
};

export function StatusChip({ status }: { status: string }) {
  return (
    <Chip
      size="small"
      variant="outlined"
      color={COLORS[status] ?? 'default'}
      label={status}
      sx={{ fontWeight: 600, '& .MuiChip-label::first-letter': { textTransform: 'uppercase' } }}
    />
  );
}

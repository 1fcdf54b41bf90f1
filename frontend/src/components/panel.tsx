import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import type { ReactNode } from 'react';

interface PanelProps {
  title: string;
  /** What stands beside the title. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A titled region of the page. */
export function Panel({ title, aside, children }: PanelProps) {
  const titleId = useId();
  return (
    <Paper variant="outlined" component="section" aria-labelledby={titleId} sx={{ overflow: 'hidden', minWidth: 0 }}>
      <Box
        sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 2, px: 2.5, pt: 2, pb: 1.5 }}
      >
        <Typography variant="h2" id={titleId}>
          {title}
        </Typography>
        {aside}
      </Box>
      {children}
    </Paper>
  );
}

import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { JsonBlock } from '../../../components/json-block';
import { Panel } from '../../../components/panel';
import type { Part } from '../part';

interface PartLogProps {
  parts: Part[];
  /** Whether the command has ended, so that nothing more will come. */
  isDone: boolean;
}

/** What the vehicle has answered, in its order. */
export function PartLog({ parts, isDone }: PartLogProps) {
  return (
    <Panel title="Answers of the vehicle">
      {parts.length === 0 && (
        <Typography variant="body2" color="text.secondary" sx={{ px: 2.5, pb: 2.5 }}>
          {isDone ? 'None came.' : 'They appear here as they arrive.'}
        </Typography>
      )}
      <Box role="log" aria-label="Answers of the vehicle">
        {parts.map((part) => (
          <Box key={part.sequence} sx={{ px: 2.5, pb: 2 }}>
            <JsonBlock title={titleOf(part)} value={part.body} placeholder="Nothing" />
          </Box>
        ))}
      </Box>
    </Panel>
  );
}

function titleOf({ sequence, final }: Part): string {
  return final ? `Part ${sequence}, the last` : `Part ${sequence}`;
}

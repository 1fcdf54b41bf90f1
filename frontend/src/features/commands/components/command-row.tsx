import Collapse from '@mui/material/Collapse';
import Stack from '@mui/material/Stack';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { useId, useState } from 'react';
import { DisclosureButton } from '../../../components/disclosure-button';
import { JsonBlock } from '../../../components/json-block';
import { PageLink } from '../../../components/page-link';
import { TimeStamp } from '../../../components/time-stamp';
import type { Command } from '../command';
import { StatusChip } from './status-chip';

interface CommandRowProps {
  command: Command;
  isPhone: boolean;
}

/** One command; its parameters and response open below it. */
export function CommandRow({ command, isPhone }: CommandRowProps) {
  const [isOpen, setOpen] = useState(false);
  const detailsId = useId();
  return (
    <>
      <TableRow hover sx={{ '& > td': { borderBottom: 0, overflowWrap: 'anywhere' } }}>
        {isPhone ? <CellsOfPhone command={command} /> : <Cells command={command} />}
        <TableCell align="right">
          <DisclosureButton
            label={`Details of ${command.command} for ${command.vehicle_id}, ${command.id.slice(0, 8)}`}
            isOpen={isOpen}
            controls={detailsId}
            onToggle={() => { setOpen(!isOpen); }}
          />
        </TableCell>
      </TableRow>
      <TableRow id={detailsId}>
        <TableCell colSpan={isPhone ? 2 : 5} sx={{ py: 0 }}>
          <Collapse in={isOpen} unmountOnExit>
            <Stack direction={{ xs: 'column', sm: 'row' }} spacing={2} sx={{ pt: 0.5, pb: 2 }}>
              <JsonBlock title="Parameters" value={command.parameters} />
              <JsonBlock title="Response" value={command.response} placeholder="None yet" />
            </Stack>
          </Collapse>
        </TableCell>
      </TableRow>
    </>
  );
}

function Cells({ command }: { command: Command }) {
  return (
    <>
      <TableCell><StatusChip status={command.status} /></TableCell>
      <TableCell sx={{ fontVariantNumeric: 'tabular-nums' }}>{command.vehicle_id}</TableCell>
      <TableCell sx={{ fontWeight: 600 }}><LinkToCommand command={command} /></TableCell>
      <TableCell><TimeStamp at={new Date(command.created_at)} /></TableCell>
    </>
  );
}

function CellsOfPhone({ command }: { command: Command }) {
  return (
    <TableCell>
      <Stack direction="row" spacing={1} alignItems="center" sx={{ mb: 0.25 }}>
        <Typography variant="body2" sx={{ fontWeight: 600 }}><LinkToCommand command={command} /></Typography>
        <StatusChip status={command.status} />
      </Stack>
      <Typography variant="caption" color="text.secondary" component="p">
        {command.vehicle_id}
      </Typography>
      <Typography variant="caption" color="text.secondary" component="p">
        <TimeStamp at={new Date(command.created_at)} />
      </Typography>
    </TableCell>
  );
}

function LinkToCommand({ command }: { command: Command }) {
  return <PageLink to={`/commands/${command.id}`}>{command.command}</PageLink>;
}

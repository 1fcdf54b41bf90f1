import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { Theme } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import type { Command } from '../command';
import { CommandRow } from './command-row';
import { PlaceholderRows } from './placeholder-rows';

const COLUMNS = ['Status', 'Vehicle', 'Command', 'Stored', 'Details'];
const COLUMNS_OF_PHONE = ['Command', 'Details'];

interface CommandTableProps {
  commands: Command[] | 'loading';
}

export function CommandTable({ commands }: CommandTableProps) {
  const isPhone = useMediaQuery<Theme>((theme) => theme.breakpoints.down('sm'));
  const columns = isPhone ? COLUMNS_OF_PHONE : COLUMNS;
  return (
    <TableContainer>
      <Table aria-label="Commands, newest first" aria-busy={commands === 'loading'}>
        <TableHead>
          <TableRow>
            {columns.map((name) => (
              <TableCell key={name} align={name === 'Details' ? 'right' : 'left'}>{name}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {commands === 'loading' ? (
            <PlaceholderRows columnCount={columns.length} />
          ) : (
            commands.map((command) => <CommandRow key={command.id} command={command} isPhone={isPhone} />)
          )}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

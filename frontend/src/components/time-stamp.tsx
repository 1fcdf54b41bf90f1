import Box from '@mui/material/Box';

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const DATE_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const IN_FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** A moment in the reader's own time zone: the time if it is today, else the date too. */
export function TimeStamp({ at }: { at: Date }) {
  const isToday = at.toDateString() === new Date().toDateString();
  return (
    <Box
      component="time"
      dateTime={at.toISOString()}
      title={IN_FULL.format(at)}
      sx={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}
    >
      {(isToday ? TIME : DATE_AND_TIME).format(at)}
    </Box>
  );
}

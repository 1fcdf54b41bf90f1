import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';

interface JsonBlockProps {
  title: string;
  value: unknown;
  /** What stands there for null. */
  placeholder?: string;
}

export function JsonBlock({ title, value, placeholder }: JsonBlockProps) {
  return (
    <Box component="figure" sx={{ m: 0, minWidth: 0, flex: 1 }}>
      <Typography component="figcaption" variant="caption" color="text.secondary" sx={{ fontWeight: 600 }}>
        {title}
      </Typography>
      <Box
        component="pre"
        tabIndex={0}
        role="region"
        aria-label={title}
        sx={{
          m: 0,
          mt: 0.5,
          p: 1.5,
          maxHeight: 280,
          overflow: 'auto',
          borderRadius: 1,
          bgcolor: 'background.default',
          fontSize: '0.8125rem',
          lineHeight: 1.5,
        }}
      >
        {value === null ? placeholder : JSON.stringify(value, null, 2)}
      </Box>
    </Box>
  );
}

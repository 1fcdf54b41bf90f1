import IconButton from '@mui/material/IconButton';
import SvgIcon from '@mui/material/SvgIcon';

interface DisclosureButtonProps {
  label: string;
  isOpen: boolean;
  /** The id of what opens. */
  controls: string;
  onToggle: () => void;
}

export function DisclosureButton({ label, isOpen, controls, onToggle }: DisclosureButtonProps) {
  return (
    <IconButton size="small" aria-label={label} aria-expanded={isOpen} aria-controls={controls} onClick={onToggle}>
      <SvgIcon
        fontSize="small"
        sx={{ fill: 'none', stroke: 'currentColor', transform: isOpen ? 'rotate(180deg)' : 'none', transition: 'transform 150ms' }}
      >
        <path d="m6 9 6 6 6-6" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
      </SvgIcon>
    </IconButton>
  );
}

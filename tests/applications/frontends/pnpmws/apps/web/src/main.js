import { label } from '@shop/ui';

document.querySelector('main').textContent = label();

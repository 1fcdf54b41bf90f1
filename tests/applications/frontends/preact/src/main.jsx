import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import './style.css';

function Page() {
  const [Lazy, setLazy] = useState(null);
  useEffect(() => {
    if (location.pathname === '/goods') import('./Goods.jsx').then((module) => setLazy(() => module.Goods));
  }, []);
  return <main style={{ color: 'rgb(1, 2, 3)' }}>{Lazy ? <Lazy /> : <h1>Release one</h1>}</main>;
}

render(<Page />, document.getElementById('app'));

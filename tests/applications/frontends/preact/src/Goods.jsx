import './goods.css';

export const Goods = () => <h1 class="goods">Goods of a lazy chunk</h1>;

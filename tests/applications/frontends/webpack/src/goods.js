export const goods = 'Goods of a lazy chunk';

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[{}:]/g;

/** Says what a reader of this JSON would lose, if anything: digits of a number, or one of two values of a name. */
export function describeLoss(json: string): string | undefined {
  const namesOfOpenObjects: Set<string>[] = [];
  let text = '';
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '{') {
      namesOfOpenObjects.push(new Set());
    } else if (token === '}') {
      namesOfOpenObjects.pop();
    } else if (token === ':') {
      const names = namesOfOpenObjects.at(-1);
      const name = JSON.parse(text) as string;
      if (names?.has(name)) {
        return `The name ${text} is there twice.`;
      }
      names?.add(name);
    } else if (token.startsWith('"')) {
      text = token;
    } else if (!isExact(token)) {
      return `The number ${token} would be changed on the way. Write it as text, in quotes.`;
    }
  }
  return undefined;
}

/** Whether all readers keep it: a double is written as the same number again, and is in the range that the backend takes. */
function isExact(number: string): boolean {
  const read = Number(number);
  return Math.abs(read) <= Number.MAX_SAFE_INTEGER && normalised(number) === normalised(String(read));
}

/** The digits without zeros at both ends, and the power of ten that they are multiplied by. */
function normalised(number: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number);
  if (parts === null) {
    return number;
  }
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') {
    return '0';
  }
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

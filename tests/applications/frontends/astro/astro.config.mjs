export default { base: '/shop', trailingSlash: 'always', telemetry: false };

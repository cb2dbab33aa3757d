/** How a letter looks: fixed, in pixels, with colors that hold on white and, below, on black. */
const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

export const looks = {
  body: `margin:0;padding:0;background:#f4f2ee;color:#1d1b18;${font};font-size:16px;line-height:1.5`,
  page: 'max-width:560px;margin:0 auto;padding:24px 12px',
  banner: 'margin:0 0 12px;padding:8px 16px;border-radius:6px;background:#5c3d00;color:#ffffff;font-weight:bold',
  sender: 'margin:0 0 12px;padding:0 16px;font-size:15px;font-weight:bold',
  sheet: 'padding:24px 16px;border-radius:10px;background:#ffffff;border:1px solid #ddd8cf',
  title: 'margin:0 0 16px;font-size:22px;line-height:1.25',
  text: 'margin:0 0 16px;overflow-wrap:anywhere',
  note: 'margin:0 0 16px;font-size:14px;color:#5c5750;overflow-wrap:anywhere',
  amount: 'margin:0 0 16px;padding:12px 16px;border-radius:8px;background:#f4f2ee',
  amountLabel: 'display:block;font-size:14px;color:#5c5750',
  amountValue: 'font-size:26px;font-weight:bold;font-variant-numeric:tabular-nums',
  list: 'margin:0 0 16px;padding:0',
  row: 'padding:6px 0;border-bottom:1px solid #e6e2da',
  label: 'font-size:14px;color:#5c5750',
  value: 'margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere',
  heading: 'margin:24px 0 8px;font-size:16px',
  line: 'display:flex;justify-content:space-between;gap:16px;padding:6px 0;border-bottom:1px solid #e6e2da',
  total: 'display:flex;justify-content:space-between;gap:16px;padding:8px 0;font-weight:bold',
  lineLabel: 'overflow-wrap:anywhere',
  lineValue: 'margin:0;white-space:nowrap;font-variant-numeric:tabular-nums',
  action: 'margin:24px 0',
  button:
    'display:inline-block;padding:14px 24px;border-radius:8px;background:#1d4d3c;color:#ffffff;font-weight:bold;' +
    'text-decoration:none',
  link: 'display:inline-block;padding:4px 0;color:#1d4d3c',
  foot: 'padding:16px 16px 0;font-size:13px;color:#5c5750;overflow-wrap:anywhere',
  footLine: 'margin:0 0 6px',
} as const;

export type Look = keyof typeof looks;

/** What inline styles cannot say. `!important`, since it must win over them. */
export const darkRules =
  ':root{color-scheme:light dark}' +
  '@media (prefers-color-scheme:dark){' +
  '.body{background:#171512!important;color:#f2efe9!important}' +
  '.sheet{background:#221f1b!important;border-color:#3d3832!important}' +
  '.banner{background:#f2cf7a!important;color:#1d1b18!important}' +
  '.amount{background:#171512!important}' +
  '.note,.label,.amountLabel,.foot{color:#bdb6aa!important}' +
  '.row,.line{border-color:#3d3832!important}' +
  '.button{background:#9fd8bf!important;color:#10231b!important}' +
  '.link{color:#9fd8bf!important}' +
  '}';

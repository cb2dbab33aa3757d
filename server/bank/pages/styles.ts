import {asset} from './document.ts';

/** The bank's own face, quiet and unlike the shop's: ink blue on paper, light or dark as the reader's system is. */
const base = `
:root{color-scheme:light dark;--ink:#14213d;--soft:#55617a;--paper:#fff;--ground:#f4f6fa;--line:#dbe1ec;--edge:#76839c;--brand:#27468f;--on-brand:#fff;--brand-deep:#1d3670;--tint:#eef2fb;--alert:#a3261f;--alert-tint:#fdf0ee;--good:#1a6b3c;--focus:#1f6feb;--badge:#8a5a00;--badge-tint:#fff4dc}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf5;--soft:#a3aec4;--paper:#161c29;--ground:#0f141e;--line:#2c364a;--edge:#7d8aa5;--brand:#9db8ff;--on-brand:#0c1530;--brand-deep:#b9ccff;--tint:#1d2638;--alert:#ff9f95;--alert-tint:#331c1c;--good:#74d39e;--focus:#8ab4ff;--badge:#ffd27a;--badge-tint:#33280f}}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100dvh;background:var(--ground);color:var(--ink);font:1rem/1.45 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;overflow-wrap:anywhere}
h1,h2,p,dl,dd,ul,ol{margin:0;padding:0}
ul,ol{list-style:none}
button,input{font:inherit;color:inherit}
a{color:var(--brand)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.out{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.brand{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem .5rem;font-weight:650;letter-spacing:-.01em}
.brand svg{flex:none;width:1.5rem;height:1.5rem;color:var(--brand)}
.badge{padding:.05rem .5rem;border-radius:99px;background:var(--badge-tint);color:var(--badge);font-size:.75rem;font-weight:650}
.button{display:block;width:100%;min-height:2.75rem;padding:.55rem 1rem;border:1px solid var(--brand);border-radius:.625rem;background:var(--brand);color:var(--on-brand);font-weight:600;cursor:pointer}
.button:hover{background:var(--brand-deep);border-color:var(--brand-deep)}
.button.plain{border-color:var(--edge);background:none;color:var(--ink)}
.button.plain:hover{background:var(--tint)}
@media (forced-colors:active){.button,.badge{border:1px solid ButtonText}}
@media (prefers-reduced-motion:reduce){*{animation-duration:0s!important;transition:none!important}}
`;

const challenge = `
.sheet{max-width:30rem;min-height:100vh;min-height:100dvh;margin:0 auto;padding:.75rem;background:var(--paper)}
.brand{padding-bottom:.5rem;border-bottom:1px solid var(--line);font-size:.9375rem}
h1{margin-top:.55rem;font-size:1rem;line-height:1.25;letter-spacing:-.01em;hyphens:auto}
.facts{margin-top:.5rem;padding:.55rem .7rem;border-radius:.625rem;background:var(--tint);font-size:.8125rem}
.facts div{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .75rem;align-items:baseline}
.facts dt{color:var(--soft)}
.facts dd{font-weight:550;text-align:end;margin-inline-start:auto}
.facts .total dd{font-size:1.125rem;font-weight:700;font-variant-numeric:tabular-nums}
.prompt{margin-top:.55rem;font-size:.875rem}
.hint{color:var(--soft);font-size:.8125rem}
.field{margin-top:.6rem}
.field label{display:block;font-size:.875rem;font-weight:600}
.field input{display:block;width:100%;min-height:2.75rem;margin-top:.25rem;padding:.4rem .7rem;border:1px solid var(--edge);border-radius:.625rem;background:var(--paper);font-size:1.125rem}
.field.code input{font-size:1.375rem;font-variant-numeric:tabular-nums;letter-spacing:.2em}
.field input[aria-invalid=true]{border-color:var(--alert);border-width:2px}
.alert{margin-top:.6rem;padding:.45rem .7rem;border-inline-start:4px solid var(--alert);border-radius:.25rem;background:var(--alert-tint);color:var(--alert);font-size:.875rem}
.status:empty{display:none}
.status{margin-top:.6rem;font-size:.875rem;font-weight:600}
.actions{display:grid;gap:.5rem;margin-top:.75rem}
.more{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}
.link{min-height:2.75rem;padding:.25rem 0;border:0;background:none;color:var(--brand);font-size:.875rem;text-decoration:underline;text-underline-offset:.2em;cursor:pointer;text-align:start}
.quiet{color:var(--soft);font-size:.875rem;align-self:center}
details{margin-top:.35rem;border-top:1px solid var(--line);font-size:.875rem}
summary{padding:.6rem 0;cursor:pointer;font-weight:600}
details p{padding-bottom:.6rem;color:var(--soft)}
.test{padding:.5rem .7rem;border-radius:.625rem;background:var(--badge-tint);color:var(--badge);font-size:.8125rem}
.foot{margin-top:.6rem;color:var(--soft);font-size:.75rem}
.wait{display:grid;place-content:center;justify-items:center;gap:1.25rem;min-height:100vh;min-height:100dvh;padding:1rem;background:var(--paper)}
.wheel{width:2.5rem;height:2.5rem;border:4px solid var(--line);border-top-color:var(--brand);border-radius:50%;animation:turn 1s linear infinite}
.late{visibility:hidden;animation:show 0s 3s forwards}
.app{display:flex;align-items:center;gap:.75rem;margin-top:.55rem;font-size:.875rem}
.app .wheel{flex:none;width:1.5rem;height:1.5rem;border-width:3px}
@media (min-width:24rem){.sheet{padding:1rem 1.25rem}h1{font-size:1.125rem}.prompt,.app{font-size:.9375rem}}
@media (min-width:36rem){body{padding:1.5rem}.sheet{min-height:0;padding:1.5rem 2rem;border:1px solid var(--line);border-radius:1rem}}
@keyframes turn{to{transform:rotate(1turn)}}
@keyframes show{to{visibility:visible}}
`;

const bank = `
main{max-width:60rem;margin:0 auto;padding:1.25rem 1rem 3rem}
.top{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.5rem 1rem;align-items:center}
.top a{display:inline-block;padding:.6rem 0}
h1{margin-top:1.25rem;font-size:1.75rem;line-height:1.2;letter-spacing:-.02em}
h2{margin:2rem 0 .5rem;font-size:1.125rem}
.lead{max-width:42rem;margin-top:.5rem;color:var(--soft)}
.phonelink{display:inline-block;width:auto;margin-top:1rem;text-decoration:none}
.cards{border:1px solid var(--line);border-radius:.75rem;background:var(--paper);overflow:hidden}
.cards li{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1rem;padding:.55rem .75rem}
.cards li+li{border-top:1px solid var(--line)}
.number{flex:none;min-width:13rem;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:normal;word-spacing:.05em}
.does{flex:1 1 14rem;color:var(--soft);font-size:.9375rem}
.copy{flex:none;min-height:2.5rem;min-width:5.5rem;padding:.3rem .8rem;border:1px solid var(--edge);border-radius:.5rem;background:none;font-size:.875rem;cursor:pointer}
.copy:hover{background:var(--tint)}
.copy.done{border-color:var(--good);color:var(--good)}
.no-script .copy{display:none}
.codes{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,27rem),1fr));border:0;background:none;gap:0 1rem}
.codes li{border-bottom:1px solid var(--line)}
.codes li+li{border-top:0}
.codes .does{flex-basis:9rem}
.codes .number{min-width:12.25rem}
`;

const phone = `
body{display:grid;grid-template-columns:minmax(0,24rem);justify-content:center;align-content:start;padding:1rem .5rem 2rem}
.phone{min-height:40rem;padding:.75rem;border:.5rem solid #10151f;border-radius:2.5rem;background:var(--paper);box-shadow:0 1.5rem 3rem rgb(10 20 40 / .22)}
@media (prefers-color-scheme:dark){.phone{border-color:#3a465e}}
.ear{width:5rem;height:.4rem;margin:.1rem auto 1rem;border-radius:99px;background:var(--line)}
h1{margin-top:.9rem;font-size:1.25rem;letter-spacing:-.01em}
.lead{margin-top:.25rem;color:var(--soft);font-size:.875rem}
.list{display:grid;gap:.75rem;margin-top:1rem}
.item{padding:.7rem .85rem;border:1px solid var(--line);border-radius:1rem;background:var(--tint);animation:come .25s ease-out}
.item .kind{display:flex;justify-content:space-between;gap:.5rem;color:var(--soft);font-size:.75rem}
.item .text{margin-top:.2rem}
.item.waiting{border:2px solid var(--brand);background:var(--paper)}
.item .state{margin-top:.35rem;font-weight:600;font-size:.875rem}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(7rem,1fr));gap:.5rem;margin-top:.6rem}
.none{margin-top:1rem;padding:2rem 1rem;border:1px dashed var(--edge);border-radius:1rem;color:var(--soft);text-align:center;font-size:.9375rem}
.cards{margin-top:1.25rem;text-align:center;font-size:.875rem}
.cards a{display:inline-block;padding:.6rem}
@keyframes come{from{opacity:0;transform:translateY(-.5rem)}}
`;

/** One accent for each wallet, and none of them is the colour of the real one. */
const wallet = `
.wallet{max-width:32rem;min-height:100vh;min-height:100dvh;margin:0 auto;padding:1rem .875rem 1.5rem;background:var(--paper);border-top:.375rem solid var(--brand)}
.paypal{--brand:#6a2f6b;--brand-deep:#532354;--tint:#f7eff7}
.wero{--brand:#0b5f66;--brand-deep:#084a50;--tint:#ebf5f5}
.alipay{--brand:#8a3b12;--brand-deep:#6d2d0c;--tint:#fbf1eb}
.instalments{--brand:#23643b;--brand-deep:#1a4e2d;--tint:#edf6f0}
.apple_pay{--brand:#7a2e4d;--brand-deep:#5f223b;--tint:#faeff3}
.google_pay{--brand:#5b4b1a;--brand-deep:#463a12;--tint:#f7f3e6}
@media (prefers-color-scheme:dark){
.paypal{--brand:#e2b3e3;--brand-deep:#edcbee;--tint:#2b1d2c}
.wero{--brand:#8ad4da;--brand-deep:#a9e2e6;--tint:#16292b}
.alipay{--brand:#f3b491;--brand-deep:#f8cbb2;--tint:#2e2018}
.instalments{--brand:#97d9ad;--brand-deep:#b5e6c5;--tint:#182b1f}
.apple_pay{--brand:#f0b0c8;--brand-deep:#f6c9d9;--tint:#2e1b23}
.google_pay{--brand:#dccb86;--brand-deep:#e8dba6;--tint:#29240f}
}
header{padding-bottom:.75rem;border-bottom:1px solid var(--line)}
.sign{display:inline-grid;place-items:center;min-width:2rem;height:2rem;padding:0 .4rem;border-radius:.5rem;background:var(--brand);color:var(--on-brand);font-size:.875rem}
.paypal .sign{border-radius:99px}
.wero .sign{border-radius:99px .5rem .5rem 99px}
.alipay .sign{border-radius:.125rem}
.instalments .sign{border-radius:.5rem .5rem 99px 99px}
.hint{margin-top:.35rem;color:var(--soft);font-size:.875rem}
.language{float:inline-end;padding:.6rem 0;margin-inline-start:1rem;font-size:.875rem}
h1{padding-top:.6rem;font-size:1.25rem;line-height:1.3;letter-spacing:-.01em}
h2{margin-top:1.25rem;font-size:1rem}
.facts{clear:both;margin-top:.75rem;padding:.7rem .85rem;border-radius:.625rem;background:var(--tint);font-size:.9375rem}
.facts div{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .75rem;align-items:baseline}
.facts dt{color:var(--soft)}
.facts dd{font-weight:550;text-align:end;margin-inline-start:auto}
.facts .total dd{font-size:1.25rem;font-weight:700;font-variant-numeric:tabular-nums}
.plan{margin-top:.5rem;border:1px solid var(--line);border-radius:.625rem}
.plan li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;padding:.55rem .85rem}
.plan li+li{border-top:1px solid var(--line)}
.plan strong{margin-inline-start:auto;font-variant-numeric:tabular-nums}
.notice{margin-top:.75rem;font-size:1.125rem;font-weight:650}
.prompt{margin-top:.75rem}
.facts+form,section+form,form+form{margin-top:1.25rem}
.actions{display:grid;gap:.5rem;margin-top:.75rem}
.prompt+.button{margin-top:1rem}
a.button{text-align:center;text-decoration:none}
.field{margin-top:.75rem}
.field label{display:block;font-size:.9375rem;font-weight:600}
.field input{display:block;width:100%;min-height:2.75rem;margin-top:.25rem;padding:.4rem .7rem;border:1px solid var(--edge);border-radius:.625rem;background:var(--paper);font-size:1.125rem;font-variant-numeric:tabular-nums}
.field input[aria-invalid=true]{border-color:var(--alert);border-width:2px}
.alert{margin-top:.35rem;padding:.45rem .7rem;border-inline-start:4px solid var(--alert);border-radius:.25rem;background:var(--alert-tint);color:var(--alert);font-size:.9375rem}
details{margin-top:1.25rem;border-top:1px solid var(--line)}
summary{padding:.75rem 0;cursor:pointer;font-weight:600}
details p{color:var(--soft);font-size:.9375rem}
details .alert{color:var(--alert)}
.foot{margin-top:1.5rem;color:var(--soft);font-size:.8125rem}
@media (min-width:36rem){body{padding:1.5rem}.wallet{min-height:0;padding:1.5rem 2rem 2rem;border:1px solid var(--line);border-top:.375rem solid var(--brand);border-radius:1rem}}
@media (max-width:35.99rem){.apple_pay,.google_pay{min-height:0;margin-top:18vh;border-radius:1.25rem 1.25rem 0 0}}
`;

export const challengeStyle = asset(base + challenge);
export const bankStyle = asset(base + bank);
export const phoneStyle = asset(base + phone);
export const walletStyle = asset(base + wallet);

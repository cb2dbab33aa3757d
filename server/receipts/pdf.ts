import PDFDocument from 'pdfkit';
import {intlLocales, type Locale} from '#contract/locale.ts';
import {qrPath} from '#contract/qr.ts';
import type {ReceiptDocument} from '#contract/receipt.ts';
import {paperOf, type Paper, type PaperRow} from './paper.ts';
import type {PaperCode} from './sending.ts';

/** TrueType files with every sign that a merchant's name or an amount may hold. */
export interface ReceiptFonts {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

export interface PdfParts {
  readonly document: ReceiptDocument;
  readonly verifyUrl: string;
  /** When the first copy was given out; undefined for the first one itself. */
  readonly duplicateOf: number | undefined;
  readonly locale: Locale;
}

export type ReceiptPdf = (parts: PdfParts) => Promise<Uint8Array<ArrayBuffer>>;

/** Points of A4. */
const page = {left: 62, right: 533, top: 56, bottom: 786, width: 471} as const;
const fullWidth: number = page.width;
const grey = '#4b5563';
const black = '#111827';
/** The code is 38 mm wide: a module of a seal is then 0.4 mm, which a phone reads from paper. */
const qrWidth = 108;
/** 46 mm, as the Swiss rules have it. */
const swissWidth = 130.4;

/**
 * Draws receipts as tagged PDF (PDF/UA-1): a screen reader hears the title, each label with its value, and what the QR
 * code is for. The same parts give the same page.
 */
export function createReceiptPdf(fonts: ReceiptFonts): ReceiptPdf {
  return (parts) =>
    new Promise((resolve, reject) => {
      const paper = paperOf(parts);
      const issued = new Date(parts.document.issued);
      const options: PDFKit.PDFDocumentOptions = {
        size: 'A4',
        margins: {top: page.top, left: page.left, right: 595.28 - page.right, bottom: 0},
        pdfVersion: '1.7',
        tagged: true,
        lang: intlLocales[parts.locale],
        displayTitle: true,
        bufferPages: true,
        // None of the fonts that every reader has: all that is drawn is embedded.
        font: '',
        info: {
          Title: paper.documentTitle,
          Author: parts.document.merchant.name,
          Creator: 'Guichet',
          Producer: 'Guichet',
          CreationDate: issued,
          ModDate: issued,
        },
      };
      // PDF/UA-1. pdfkit knows it; its types do not yet.
      const doc = new PDFDocument(Object.assign(options, {subset: 'PDF/UA'}));
      const chunks: Buffer[] = [];
      doc.on('data', (chunk: Buffer) => chunks.push(chunk));
      doc.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
      doc.on('error', reject);
      doc.registerFont('regular', Buffer.from(fonts.regular));
      doc.registerFont('bold', Buffer.from(fonts.bold));
      drawPaper(doc, paper, parts.verifyUrl);
      doc.end();
    });
}

type Doc = InstanceType<typeof PDFDocument>;

function drawPaper(doc: Doc, paper: Paper, verifyUrl: string): void {
  const root = doc.struct('Document');
  doc.addStructure(root);
  let y: number = page.top;

  /** One text of the flow, tagged; a new page first when it would not fit. */
  function say(
    tag: string,
    text: string,
    size: number,
    {bold = false, color = black, gap = 2, width = fullWidth} = {},
  ): void {
    doc.font(bold ? 'bold' : 'regular').fontSize(size);
    const height = doc.heightOfString(text, {width});
    makeRoom(height);
    const at = y;
    root.add(
      doc.struct(tag, {}, () => {
        doc
          .font(bold ? 'bold' : 'regular')
          .fontSize(size)
          .fillColor(color)
          .text(text, page.left, at, {width});
      }),
    );
    y += height + gap;
  }

  function makeRoom(height: number): void {
    if (y + height <= page.bottom) return;
    doc.addPage();
    y = page.top;
  }

  function rule(): void {
    makeRoom(16);
    doc.markContent('Artifact', {type: 'Layout'});
    doc
      .moveTo(page.left, y + 7)
      .lineTo(page.right, y + 7)
      .lineWidth(0.7)
      .dash(3, {space: 3})
      .strokeColor('#9ca3af')
      .stroke()
      .undash();
    doc.endMarkedContent();
    y += 16;
  }

  /** Labels to the left, values to the right: a list of labelled values for who hears it. */
  function rows(all: readonly PaperRow[]): void {
    const list = doc.struct('L');
    root.add(list);
    const [labelWidth, valueWidth] = [page.width * 0.42, page.width * 0.56];
    for (const {label, value, note} of all) {
      doc.font('regular').fontSize(10);
      const valueHeight = doc.heightOfString(value, {width: valueWidth});
      const height = Math.max(doc.heightOfString(label, {width: labelWidth}), valueHeight);
      const noteHeight = note === undefined ? 0 : 12;
      makeRoom(height + noteHeight);
      const at = y;
      const item = doc.struct('LI', {}, [
        doc.struct('Lbl', {}, () => {
          doc.font('regular').fontSize(10).fillColor(grey).text(label, page.left, at, {width: labelWidth});
        }),
        doc.struct('LBody', {}, () => {
          doc
            .font('regular')
            .fontSize(10)
            .fillColor(black)
            .text(value, page.right - valueWidth, at, {width: valueWidth, align: 'right'});
          if (note === undefined) return;
          doc
            .fontSize(8.5)
            .fillColor(grey)
            .text(note, page.left, at + height, {width: page.width});
        }),
      ]);
      list.add(item);
      y += height + noteHeight + 4;
    }
    list.end();
  }

  function banner(text: string, color: string): void {
    makeRoom(30);
    const at = y;
    doc.markContent('Artifact', {type: 'Layout'});
    doc.roundedRect(page.left, at, page.width, 24, 4).lineWidth(1.2).strokeColor(color).stroke();
    doc.endMarkedContent();
    root.add(
      doc.struct('P', {}, () => {
        doc.font('bold').fontSize(11).fillColor(color);
        doc.text(text, page.left, at + 6, {width: page.width, align: 'center', lineBreak: false});
      }),
    );
    y += 34;
  }

  /** For a banking app, with its words beside it. */
  function sendingCode({kind, drawing, text, alt}: PaperCode): void {
    const width = kind === 'swiss' ? swissWidth : qrWidth;
    makeRoom(width + 12);
    const at = y + 6;
    root.add(
      doc.struct('Figure', {alt}, () => {
        doc.save();
        doc
          .translate(page.left, at)
          .scale(width / drawing.size)
          .path(drawing.path)
          .fillColor('#000')
          .fill();
        doc.restore();
      }),
    );
    root.add(
      doc.struct('P', {}, () => {
        doc.font('regular').fontSize(9.5).fillColor(grey);
        doc.text(text, page.left + width + 14, at + width / 2 - 6, {width: page.width - width - 14});
      }),
    );
    y = at + width + 6;
  }

  if (paper.duplicate) banner(paper.duplicate, black);
  if (paper.test) banner(paper.test, '#a3261f');
  const head = y;
  const width = page.width - qrWidth - 16;
  say('H1', paper.title, 10.5, {color: grey, width});
  say('P', paper.merchant, 17, {bold: true, width});
  for (const line of paper.address) say('P', line, 9.5, {color: grey, width});
  y += 10;
  say('P', paper.amount, 28, {bold: true, gap: 0, width});
  say('P', paper.state, 10.5, {width});
  drawCode(doc, paper, verifyUrl, head, (element) => root.add(element));
  y = Math.max(y, head + qrWidth + 30);
  rule();
  rows(paper.rows);
  for (const {title, rows: part, code} of paper.parts) {
    // Not a title alone at the foot of a page.
    makeRoom(70);
    rule();
    say('H2', title, 11, {bold: true, gap: 5});
    rows(part);
    if (code) sendingCode(code);
  }
  rule();
  say('P', paper.keep, 9.5, {color: grey});
  root.end();
  numberPages(doc, paper);
}

/** Beside the head of the first page, where a hand that holds the paper does not cover it. */
function drawCode(
  doc: Doc,
  paper: Paper,
  verifyUrl: string,
  y: number,
  add: (element: PDFKit.PDFStructureElement) => void,
): void {
  const {path, size} = qrPath(verifyUrl);
  const left = page.right - qrWidth;
  add(
    doc.struct('Figure', {alt: paper.codeAlt}, () => {
      doc.save();
      doc
        .translate(left, y)
        .scale(qrWidth / size)
        .path(path)
        .fillColor('#000')
        .fill();
      doc.restore();
    }),
  );
  add(
    doc.struct('P', {}, () => {
      doc.font('regular').fontSize(8).fillColor(grey);
      doc.text(paper.codeText, left, y + qrWidth - 4, {width: qrWidth, align: 'center'});
    }),
  );
}

function numberPages(doc: Doc, paper: Paper): void {
  const {start, count} = doc.bufferedPageRange();
  if (count < 2) return;
  for (let index = 0; index < count; index++) {
    doc.switchToPage(start + index);
    doc.markContent('Artifact', {type: 'Pagination'});
    doc.font('regular').fontSize(8.5).fillColor(grey);
    doc.text(paper.pageOf(index + 1, count), page.left, 806, {width: page.width, align: 'center', lineBreak: false});
    doc.endMarkedContent();
  }
}

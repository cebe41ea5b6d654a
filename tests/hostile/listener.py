"""A server on this machine that answers nobody and writes down who called, and what is sent to make
somebody call it."""

import io
import socket
import threading
import zipfile
from contextlib import contextmanager

from tests.exchange.files import xlsx_bytes


class Listener:
    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.calls: list[str] = []

    def listen(self):
        while True:
            try:
                caller, _where = self.socket.accept()
            except OSError:  # closed
                return
            with caller:
                caller.settimeout(0.5)
                try:
                    self.calls.append(caller.recv(200).decode("latin-1"))
                except OSError:
                    self.calls.append("")


@contextmanager
def listening():
    here = Listener()
    thread = threading.Thread(target=here.listen, daemon=True)
    thread.start()
    yield here
    # An accept that is under way is ended by shutting down, not by closing.
    here.socket.shutdown(socket.SHUT_RDWR)
    here.socket.close()
    thread.join(5)


def tempting(port: int) -> list[str]:
    """Texts that a library of geometry, of XML or of spreadsheets may take for an address."""
    url = f"http://127.0.0.1:{port}/x"
    link = f'"crs":{{"type":"link","properties":{{"href":"{url}","type":"proj4"}}}}'
    return [
        f"/vsicurl/{url}.tif",
        f"/vsicurl_streaming/{url}.geojson",
        f"/vsizip//vsicurl/{url}.zip/a.shp",
        url,
        f"{url}.geojson",
        f'{{"type":"Point","coordinates":[18.1,59.1],{link}}}',
        f"SRID=4326;POINT(18.1 59.1) {url}",
        "POINT(18.1 59.1)",
        "0101000020E6100000000000000000324000000000008041",
        f"WMS:{url}?SERVICE=WMS",
        f"<GDAL_WMS><Service name='TMS'><ServerUrl>{url}</ServerUrl></Service></GDAL_WMS>",
        f"<VRTDataset rasterXSize='1' rasterYSize='1'><SRS>{url}</SRS></VRTDataset>",
        f"<gml:Point srsName='{url}' xmlns:gml='http://www.opengis.net/gml'/>",
        f"+init={url} +type=crs",
        f'<!DOCTYPE a [<!ENTITY b SYSTEM "{url}">]><a>&b;</a>',
        f"<img src='{url}'><link rel=stylesheet href='{url}'>",
        f"file:///etc/hostname {url}",
    ]


def _rewritten(data: bytes, more: dict[str, str]) -> bytes:
    """A package with some parts put in or in place of others."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in more:
                new.writestr(name, old.read(name))
        for name, text in more.items():
            new.writestr(name, text)
    return out.getvalue()


def workbooks(port: int) -> list[bytes]:
    """Spreadsheets that ask whoever opens them to fetch something."""
    url = f"http://127.0.0.1:{port}/x"
    plain = xlsx_bytes([["Namn", "Ort"], ["Åby IF", "Tumba"]])
    kinds = "http://schemas.openxmlformats.org"
    links = {
        "xl/externalLinks/externalLink1.xml": "<externalLink"
        f' xmlns="{kinds}/spreadsheetml/2006/main"'
        f' xmlns:r="{kinds}/officeDocument/2006/relationships"><externalBook r:id="rId1"/>'
        "</externalLink>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": '<Relationships xmlns="'
        f'{kinds}/package/2006/relationships"><Relationship Id="rId1" TargetMode="External" Type="'
        f'{kinds}/officeDocument/2006/relationships/externalLinkPath" Target="{url}"/>'
        "</Relationships>",
    }
    entity = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % b SYSTEM "{url}"> %b;]>'
    sheet = f'{entity}<worksheet xmlns="{kinds}/spreadsheetml/2006/main"><sheetData/></worksheet>'
    styles = f'{entity}<styleSheet xmlns="{kinds}/spreadsheetml/2006/main"/>'
    return [
        xlsx_bytes([["Namn", "Ort"], [f'=WEBSERVICE("{url}")', f"=[{url}]Blad1!A1"]]),
        _rewritten(plain, links),
        _rewritten(plain, {"xl/worksheets/sheet1.xml": sheet}),
        _rewritten(plain, {"xl/styles.xml": styles}),
        _rewritten(plain, {"[Content_Types].xml": f"{entity}<Types/>"}),
    ]

"""What six open-source video systems run after an upload, as ffmpeg command lines.

Told from reading each project, at these places; none of their code is run or copied:

    Zou        cgwire/zou 4bf77e6d           zou/utils/movie.py, preview_files_service.py
    MediaCMS   mediacms-io/mediacms 90b9fad5 files/helpers.py, files/tasks.py,
               fixtures/encoding_profiles.json, cms/settings.py
    PeerTube   Chocobozzz/PeerTube           ffmpeg-vod.ts d7562e0b, bitrate.ts b6b1aaa5,
               ffmpeg-default-transcoding-profile.ts bbaf96d6, ffmpeg-images.ts 4ea659d5,
               generate-storyboard.ts be7bc3a6, config/default.yaml f83674c1
    Cap        CapSoftware/Cap 0ce9e675      apps/media-server/src/lib/media-video.ts
    Clapshot   elonen/clapshot 882759a3      server/src/video_pipeline/
    FreeFrame  Techiebutler/freeframe ad3907ad  packages/transcoder/ffmpeg_transcoder.py

Left out, since they need other programs: every call of ffprobe or mediainfo (parameters come
from our own reading), MediaCMS's md5sum, ImageMagick and Bento4 (ffmpeg copies its HLS
instead). Options that newer versions of ffmpeg dropped have their new names.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, isqrt, prod
from pathlib import Path

from bench.sources import Facts

NO_DURATION = "finds no duration in the header"


@dataclass(frozen=True)
class Step:
    """One command of a peer, without the program; `makes` is what it leaves behind.

    `part` says what it is good for: "main", "thumbnail", or something else.
    """

    name: str
    part: str
    arguments: list[str]
    makes: Path


class Rejected(Exception):
    """The peer would not take this file; the reason."""


Work = Callable[[Facts, Path], Iterator[Step]]


@dataclass(frozen=True)
class Peer:
    """One system and its work."""

    name: str
    work: Work


def even(number: float) -> int:
    """Encoders want even sides."""
    return int(number) + int(number) % 2


# ---- Zou: full HD and 720p, both encoded from the source, and a sheet of every frame -----------


def zou(source: Facts, out: Path) -> Iterator[Step]:
    rate, height = 25, 1080
    wide, low = even(source.width * height // source.height), out / "low.mp4"
    read, hd = str(source.path), out / "hd.mp4"
    if not source.audio:
        voiced = out / f"voiced{source.path.suffix}"
        silence = ["-f", "lavfi", "-i", "anullsrc", "-i", read, "-c:v", "copy", "-c:a", "aac"]
        silent = [*silence, "-map", "0:a", "-map", "1:v", "-shortest", str(voiced)]
        yield Step("add silence", "", silent, voiced)
        read = str(voiced)
    sizes = ((hd, "28M", wide, height), (low, "6M", 1280, even(height * 1280 // wide)))
    for made, bits, width, tall in sizes:
        yield Step(made.stem, "main" if made is hd else "", [
            "-i", read, "-map", "0:v", "-map", "0:a", "-f", "mp4", "-b:v", bits,
            "-movflags", "+faststart", "-pix_fmt", "yuv420p", "-preset", "slow",
            "-r", str(rate), "-vcodec", "libx264", "-vf", _zou_frame(width, tall),
            "-x264opts", "keyint=2:scenecut=0", str(made),
        ], made)  # fmt: skip
    still = out / "still.png"
    first = ["-ss", "0", "-i", str(hd), "-update", "1", "-vframes", "1", str(still)]
    yield Step("thumbnail", "thumbnail", first, still)
    yield _zou_sheet(source, hd, out / "sheet.png", rate, ceil(100 * wide / height))


def _zou_frame(width: int, tall: int) -> str:
    return (
        f"scale=trunc(iw*sar/2)*2:ih,scale={width}:{tall}:force_original_aspect_ratio=decrease"
        f":force_divisible_by=2,pad={width}:{tall}:(ow-iw)/2:(oh-ih)/2,setsar=1"
    )


def _zou_sheet(source: Facts, hd: Path, sheet: Path, rate: int, width: int) -> Step:
    frames = int(source.seconds * rate)
    rows, chosen = ceil(frames / 8), ""
    if rows >= 480:
        rows, chosen = 480, f"select='not(mod(n\\,{ceil(frames / 3840)}))',"
    drawn = f"{chosen}scale={width}:100,tile=8x{rows}"
    return Step("sheet", "", ["-i", str(hd), "-vf", drawn, str(sheet)], sheet)


# ---- MediaCMS: a decode for each of up to six sizes, one for the sprite ------------------------

MEDIACMS_KBITS = {144: 150, 240: 300, 360: 500, 480: 1000, 720: 2500, 1080: 4500}
MEDIACMS_KBITS_FAST = {720: 3500, 1080: 7500}  # above 30 frames a second


def mediacms(source: Facts, out: Path) -> Iterator[Step]:
    if source.stated_s is None:
        raise Rejected(NO_DURATION)
    read, third = str(source.path), f"{source.seconds / 3:.1f}"
    still, sprite, gif = out / "still.jpg", out / "sprite-%03d.jpg", out / "preview.gif"
    yield Step(
        "thumbnail", "thumbnail", ["-ss", third, "-i", read, "-vframes", "1", str(still)], still
    )
    drawn = ["-i", read, "-f", "image2", "-vf", "fps=1/10, scale=160:90", str(sprite)]
    yield Step("sprite", "", drawn, sprite)
    moving = ["-vf", "scale=344:-1:flags=lanczos,fps=1", "-t", "25", "-f", "gif", str(gif)]
    yield Step("preview", "", ["-ss", "3", "-i", read, *moving], gif)
    heights = [tall for tall in MEDIACMS_KBITS if tall <= max(240, source.height)]
    for tall in heights:
        yield _mediacms_size(source, out / f"h264-{tall}.mp4", tall, is_main=tall == heights[-1])
    for tall in heights:
        read, made = str(out / f"h264-{tall}.mp4"), out / f"hls-{tall}.m3u8"
        copied = ["-c", "copy", "-f", "hls", "-hls_time", "4", "-hls_playlist_type", "vod"]
        yield Step(f"hls {tall}", "", ["-i", read, *copied, str(made)], made)


def _mediacms_size(source: Facts, made: Path, tall: int, is_main: bool) -> Step:
    rate = float(source.claimed_rate)
    kbits = MEDIACMS_KBITS[tall]
    kbits = MEDIACMS_KBITS_FAST.get(tall, kbits) if rate > 30 else kbits
    while rate > 60:
        rate /= 2
    gap, wide, most = int(rate * 4), round(tall * 16 / 9), f"{kbits * 3 // 2}k"
    sides = f"if(lt(iw\\,ih)\\,{tall}\\,{wide}):if(lt(iw\\,ih)\\,{wide}\\,{tall})"
    fitted = "force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos"
    return Step(made.stem, "main" if is_main else "", [
        "-i", str(source.path), "-c:v", "libx264",
        "-filter:v", f"scale={sides}:{fitted},fps=fps={rate:g}", "-pix_fmt", "yuv420p",
        "-crf", "23",
        *(["-c:a", "aac", "-b:a", "128k", "-ac", "2"] if source.audio else []),
        "-maxrate", most, "-bufsize", most, "-force_key_frames", "expr:gte(t,n_forced*4)",
        "-x264-params", f"keyint={gap * 2}:keyint_min={gap}", "-preset", "medium",
        "-profile:v", "main", "-level", "4.2", str(made),
    ], made)  # fmt: skip


# ---- PeerTube: one MP4 and the same as HLS, at the frame rate that the header claims ------------

PEERTUBE_BITS = {
    144: (0.19, 0.32), 240: (0.17, 0.29), 360: (0.15, 0.26), 480: (0.12, 0.22),
    720: (0.11, 0.19), 1080: (0.10, 0.17), 1440: (0.09, 0.16), 2160: (0.08, 0.14),
}  # fmt: skip  # bits a pixel: usual and most
HLS = ["-hls_time", "4", "-hls_list_size", "0", "-hls_playlist_type", "vod"]
FRAGMENTED = ["-hls_segment_type", "fmp4", "-hls_flags", "single_file"]


def peertube(source: Facts, out: Path) -> Iterator[Step]:
    read, stated = str(source.path), int(source.stated_s or 0)
    still, sheet, whole = out / "still.jpg", out / "storyboard.jpg", out / "whole.mp4"
    seek = ["-ss", str(stated // 2), "-i", read, "-filter:v", "thumbnail=50", "-frames:v", "1"]
    yield Step("thumbnail", "thumbnail", [*seek, "-q:v", "5", str(still)], still)
    if stated >= 3:
        yield _peertube_sheet(source, stated, sheet)
    playlist, body = out / "hls.m3u8", out / "hls.mp4"
    named = [*HLS, "-hls_segment_filename", str(body), *FRAGMENTED]
    copy = ["-acodec", "copy", "-vcodec", "copy", "-threads", "1"]
    if _peertube_copies(source):
        quick = [*copy, "-map_metadata", "-1", "-movflags", "faststart", "-f", "mp4", str(whole)]
        yield Step("copy", "main", ["-i", read, *quick], whole)
        # A copied file counts as not yet encoded, so HLS encodes all of it.
        again = ["-i", str(whole), *_peertube_x264(source), *named, "-f", "hls", str(playlist)]
        yield Step("hls", "", again, body)
    else:
        encoded = ["-i", read, *_peertube_x264(source), "-f", "mp4", str(whole)]
        yield Step("encode", "main", encoded, whole)
        yield Step("hls", "", ["-i", str(whole), *copy, *named, "-f", "hls", str(playlist)], body)


def _peertube_rate(source: Facts) -> int:
    """Rounded; where the header has no average, its claim is believed."""
    return int(float(source.average_rate or source.claimed_rate) + 0.5)


def _peertube_bits(source: Facts, which: int) -> int:
    short = min(source.shown)
    size = max((tall for tall in PEERTUBE_BITS if tall <= short), default=144)
    return int(prod(source.shown) * _peertube_rate(source) * PEERTUBE_BITS[size][which])


def _peertube_copies(source: Facts) -> bool:
    sound = source.audio == "aac" and 0 < source.audio_bits <= 384_000 and source.layout
    return (
        source.video == "h264"
        and source.pix_fmt == "yuv420p"
        and 0 < source.bits <= _peertube_bits(source, 1)
        and 2 <= _peertube_rate(source) <= 60
        and bool(not source.audio or sound)
    )


def _peertube_x264(source: Facts) -> list[str]:
    rate, usual = _peertube_rate(source), _peertube_bits(source, 0)
    least = int(prod(source.shown) * rate * 0.02)
    most = max(least, min(usual, int(source.bits * 1.3) or usual))
    wide, tall = source.shown
    size = f"w={wide}:h=-2" if tall > wide else f"w=-2:h={tall}"
    sound = ["-acodec", "aac", "-ac", "2"] if source.audio else ["-an"]
    if source.audio and not (source.audio == "aac" and source.audio_bits):
        sound += ["-b:a", "128k" if 0 < source.audio_bits <= 192_000 else "256k"]
    return [
        *sound, "-vcodec", "libx264", "-threads", "1", "-movflags", "faststart",
        "-max_muxing_queue_size", "1024", "-map_metadata", "-1", "-pix_fmt", "yuv420p",
        "-vf", f"scale={size}", "-preset", "veryfast", "-maxrate:v", str(most),
        "-bufsize:v", str(most * 2), "-b_strategy", "1", "-bf", "16",
        "-r", str(rate), "-g:v", str(rate * 2),
    ]  # fmt: skip


def _peertube_sheet(source: Facts, seconds: int, sheet: Path) -> Step:
    every = ceil(seconds / min(121, seconds))
    stills = ceil(seconds / every)
    rows = isqrt(stills)
    columns = ceil(stills / rows)
    chosen = f"select='isnan(prev_selected_t)+gte(t-prev_selected_t,{every})'"
    drawn = (
        f"setpts='N/FRAME_RATE/TB',{chosen},"
        f"scale=192:{192 * source.shown[1] // source.shown[0]},tile=layout={columns}x{rows}"
    )
    asked = ["-filter_complex", drawn, "-frames:v", "1", "-q:v", "2", str(sheet)]
    return Step("storyboard", "", ["-i", str(source.path), *asked], sheet)


# ---- Cap: one MP4, copied where that can be ----------------------------------------------------


def cap(source: Facts, out: Path) -> Iterator[Step]:
    made, still = out / "result.mp4", out / "still.jpg"
    fitted = "scale='min(1920,iw)':'min(1080,ih)':force_original_aspect_ratio=decrease"
    size = ["-vf", f"{fitted},scale=trunc(iw/2)*2:trunc(ih/2)*2", "-pix_fmt", "yuv420p"]
    picture = ["-c:v", "libx264", "-preset", "medium", "-crf", "23", *size, "-level:v", "4.2"]
    small = source.width <= 1920 and source.height <= 1080
    if source.video == "h264" and small and source.level <= 42:
        picture = ["-c:v", "copy"]
    sound = ["-c:a", "copy"] if source.audio == "aac" else ["-c:a", "aac", "-b:a", "128k"]
    sound = sound if source.audio else ["-an"]
    whole = ["-threads", "2", "-i", str(source.path), *picture, *sound]
    yield Step("result", "main", [*whole, "-movflags", "+faststart", str(made)], made)
    shrunk = "scale='min(1280,iw)':'min(720,ih)':force_original_aspect_ratio=decrease"
    look = ["-ss", "1", "-i", str(made), "-vframes", "1", "-vf", shrunk, "-q:v", "6"]
    yield Step("thumbnail", "thumbnail", [*look, "-f", "image2", str(still)], still)


# ---- Clapshot: leaves H.264 and HEVC as they are, and draws 100 stills --------------------------


def clapshot(source: Facts, out: Path) -> Iterator[Step]:
    if source.stated_s is None:
        raise Rejected(NO_DURATION)
    read, made = str(source.path), out / "video.mp4"
    as_it_is = source.path.suffix in (".mp4", ".mkv") and source.video in ("h264", "hevc")
    if not as_it_is:
        bits = min(source.bits or 2_500_000, 2_500_000)
        yield Step("transcode", "main", [
            "-i", read, "-map", "0", "-dn", "-vcodec", "libx264", "-vf", "scale=1920:-8",
            "-preset", "faster", "-acodec", "aac", "-ac", "2", "-b:v", str(bits),
            "-b:a", "128000", str(made),
        ], made)  # fmt: skip
    frame = "scale=160:90:force_original_aspect_ratio=decrease,pad=160:90:(ow-iw)/2:(oh-ih)/2"
    still, sheet = out / "still.webp", out / "sheet.webp"
    typical = ["-vf", f"thumbnail,{frame}", "-frames:v", "1", "-c:v", "libwebp", str(still)]
    yield Step("poster", "thumbnail", ["-i", read, *typical], still)
    chosen = "+".join(f"eq(n\\,{place * source.frames // 100})" for place in range(100))
    drawn = ["-vf", f"select={chosen},{frame},tile=10x10", "-c:v", "libwebp"]
    yield Step("sheet", "", ["-i", read, *drawn, "-fps_mode", "vfr", str(sheet)], sheet)


# ---- FreeFrame: one decode, always up to 1080p, HLS only ----------------------------------------

FREEFRAME_SIZES = ((1920, 1080, 20), (1280, 720, 22), (640, 360, 26))


def freeframe(source: Facts, out: Path) -> Iterator[Step]:
    graph, coded = "[0:v:0]split=3[in0][in1][in2]", list[str]()
    for place, (wide, tall, crf) in enumerate(FREEFRAME_SIZES):
        graph += (
            f";[in{place}]scale={wide}:{tall}:force_original_aspect_ratio=decrease,"
            f"pad=ceil(iw/2)*2:ceil(ih/2)*2[out{place}]"
        )
        coded += ["-map", f"[out{place}]", "-map", "0:a:0", f"-c:v:{place}", "libx264"]
        coded += ["-crf", str(crf), "-preset", "fast"]
        coded += ["-force_key_frames", "expr:gte(t,n_forced*2)"]
    streams = " ".join(f"v:{place},a:{place}" for place in range(3))
    yield Step("hls", "main", [
        "-i", str(source.path), "-filter_complex", graph, *coded, "-f", "hls", "-hls_time", "2",
        "-hls_playlist_type", "vod", "-hls_flags", "independent_segments",
        "-hls_segment_type", "mpegts", "-master_pl_name", "master.m3u8",
        "-var_stream_map", streams, "-hls_segment_filename", str(out / "%v-%03d.ts"),
        str(out / "%v.m3u8"),
    ], out / "1.m3u8")  # fmt: skip
    still = out / "still.jpg"
    first = ["-vf", "fps=0.1", "-q:v", "2", "-frames:v", "1", "-update", "1", str(still)]
    yield Step("thumbnail", "thumbnail", ["-i", str(source.path), *first], still)


PEERS = {
    "cap": Peer("Cap", cap),
    "clapshot": Peer("Clapshot", clapshot),
    "freeframe": Peer("FreeFrame", freeframe),
    "mediacms": Peer("MediaCMS", mediacms),
    "zou": Peer("Zou", zou),
    "peertube": Peer("PeerTube", peertube),
}

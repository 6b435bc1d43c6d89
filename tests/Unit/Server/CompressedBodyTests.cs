using System.IO.Compression;
using System.Net;
using System.Text;
using Millrace.Runtime.Accounts;

namespace Millrace.Unit.Server;

public sealed class CompressedBodyTests : IAsyncLifetime
{
    private static readonly string[] Encodings = ["gzip", "br", "zstd"];
    private ServerRig rig = null!;
    private Account account = null!;
    private string key = "";

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        account = await rig.AddAccountAsync();
        key = await rig.AddIngestKeyAsync("platform", account);
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Every_encoding_is_read()
    {
        foreach (var encoding in Encodings)
        {
            var body = Encode(encoding, Encoding.UTF8.GetBytes(Lines.Click(account, encoding)));
            var (status, answer) = await rig.SendBytesAsync(key, encoding, body, encoding);
            (status, answer.GetProperty("accepted").GetInt32()).ShouldBe((HttpStatusCode.OK, 1), encoding);
        }

        (await rig.SendBytesAsync(key, "b", [1], "deflate")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await rig.ClicksAsync(account)).ShouldBe(3);
    }

    [Fact]
    public async Task A_compressed_body_that_was_cut_or_damaged_changes_nothing()
    {
        var lines = Encoding.UTF8.GetBytes(
            string.Join('\n', Enumerable.Range(0, 2000).Select(number => Lines.Click(account, $"c{number}")))
        );
        foreach (var encoding in Encodings)
        {
            var whole = Encode(encoding, lines);
            foreach (var cut in (int[])[1, whole.Length / 3, whole.Length - 9, whole.Length - 1])
            {
                var (status, _) = await rig.SendBytesAsync(key, $"{encoding}{cut}", whole[..cut], encoding);
                status.ShouldBe(HttpStatusCode.BadRequest, $"{encoding} cut at {cut} of {whole.Length}");
            }

            (await rig.SendBytesAsync(key, $"{encoding}-rubbish", lines, encoding)).Status.ShouldBe(
                HttpStatusCode.BadRequest,
                encoding
            );
        }

        (await rig.ClicksAsync(account)).ShouldBe(0);
        rig.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_that_decompresses_without_end_is_refused_at_the_bound()
    {
        var line = Encoding.UTF8.GetBytes(Lines.Click(account, "c") + "\n");
        var zeros = new byte[200 << 20];
        line.CopyTo(zeros, 0);
        foreach (var encoding in Encodings)
        {
            var bomb = Encode(encoding, zeros);
            bomb.Length.ShouldBeLessThan(4 << 20);
            (await rig.SendBytesAsync(key, encoding, bomb, encoding)).Status.ShouldBe(
                HttpStatusCode.RequestEntityTooLarge,
                encoding
            );
        }

        (await rig.ClicksAsync(account)).ShouldBe(0);
    }

    [Fact]
    public async Task A_body_that_wants_too_much_memory_to_be_decompressed_is_refused()
    {
        // A frame of zstd whose window has 2 GiB, and in it one empty block.
        byte[] wide = [0x28, 0xB5, 0x2F, 0xFD, 0x00, (31 - 10) << 3, 0x01, 0x00, 0x00];
        (await rig.SendBytesAsync(key, "wide", wide, "zstd")).Status.ShouldBe(HttpStatusCode.BadRequest);
        byte[] narrow = [.. wide];
        narrow[5] = (20 - 10) << 3;
        (await rig.SendBytesAsync(key, "narrow", narrow, "zstd")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static byte[] Encode(string encoding, byte[] bytes)
    {
        using var coded = new MemoryStream();
        Stream coder = encoding switch
        {
            "gzip" => new GZipStream(coded, CompressionLevel.Fastest),
            "br" => new BrotliStream(coded, CompressionLevel.Fastest),
            _ => new ZstdSharp.CompressionStream(coded, 3),
        };
        using (coder)
        {
            coder.Write(bytes);
        }

        return coded.ToArray();
    }
}

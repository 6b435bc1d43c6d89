using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using CsCheck;
using Millrace.Runtime.Ingestion;

namespace Millrace.Unit.Runtime.Ingestion;

public sealed class LineReaderTests
{
    private const int LineBytesMax = 8;
    private const string LongLine = "<long>";
    private static readonly string[] Parts = ["\n", "\r\n", "a", "bc", "1234567", "ü"];

    [Fact]
    public async Task A_line_is_the_same_wherever_its_block_ends()
    {
        var body = Encoding.UTF8.GetBytes("first\n\nthird\r\n123456789\n12345678\nlast");
        for (var first = 0; first <= body.Length; first++)
        {
            for (var second = first; second <= body.Length; second++)
            {
                byte[][] blocks = [body[..first], body[first..second], body[second..]];
                foreach (var isOneRead in (bool[])[false, true])
                {
                    var lines = await LinesAsync(new BlockReader(blocks, isOneRead));
                    string.Join('|', lines).ShouldBe("first||third\r|<long>|12345678|last", $"cut at {first} and {second}");
                }
            }
        }
    }

    [Fact]
    public void Lines_are_those_of_a_plain_split() =>
        Gen.Select(Gen.Int[0, Parts.Length - 1].Select(number => Parts[number]).Array[0, 40], Gen.Int[1, 9].Array[1, 8], Gen.Bool)
            .Sample(
                (parts, lengths, isOneRead) =>
                {
                    var body = Encoding.UTF8.GetBytes(string.Concat(parts));
                    var lines = LinesAsync(new BlockReader(Blocks(body, lengths), isOneRead));
                    lines.IsCompletedSuccessfully.ShouldBeTrue();
                    lines.Result.ShouldBe(Split(body));
                }
            );

    [Fact]
    public async Task A_body_beyond_the_bound_is_told_and_one_at_the_bound_is_taken()
    {
        var body = Encoding.UTF8.GetBytes("one\ntwo\nsix");
        foreach (var isOneRead in (bool[])[false, true])
        {
            var blocks = Blocks(body, [3]);
            var lines = new LineReader(LineBytesMax, _ => { }, () => { });
            (await lines.ReadAsync(new BlockReader(blocks, isOneRead), body.Length, Cancel)).ShouldBeTrue();
            (await lines.ReadAsync(new BlockReader(blocks, isOneRead), body.Length - 1, Cancel)).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_line_without_end_is_told_once_and_is_not_held()
    {
        var blocks = Enumerable.Repeat(new byte[1000], 1000).Append(Encoding.UTF8.GetBytes("\ngood"));
        (await LinesAsync(new BlockReader([.. blocks], isOneRead: false))).ShouldBe([LongLine, "good"]);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<List<string>> LinesAsync(PipeReader body)
    {
        var lines = new List<string>();
        var reader = new LineReader(LineBytesMax, whole => lines.AddRange(Split(whole.ToArray())), () => lines.Add(LongLine));
        (await reader.ReadAsync(body, long.MaxValue, Cancel)).ShouldBeTrue();
        return lines;
    }

    /// <summary>A text after the last line end is a line, nothing after it is none.</summary>
    private static List<string> Split(byte[] body)
    {
        var lines = Encoding.UTF8.GetString(body).Split('\n').ToList();
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return [.. lines.Select(line => Encoding.UTF8.GetByteCount(line) > LineBytesMax ? LongLine : line)];
    }

    private static byte[][] Blocks(byte[] body, int[] lengths)
    {
        var blocks = new List<byte[]>();
        for (var at = 0; at < body.Length; )
        {
            var length = Math.Min(lengths[blocks.Count % lengths.Length], body.Length - at);
            blocks.Add(body[at..(at + length)]);
            at += length;
        }

        return [.. blocks];
    }
}

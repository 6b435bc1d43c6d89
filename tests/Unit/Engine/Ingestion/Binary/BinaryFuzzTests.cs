using System.Globalization;
using CsCheck;
using Millrace.Contracts.Ingest;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Ingestion.Binary;

namespace Millrace.Unit.Engine.Ingestion.Binary;

/// <summary>
/// Bodies that were damaged on their way, beside <see cref="BinaryOracle"/>. How many is said by MILLRACE_FUZZ_LINES; ./soak asks for
/// more than ./test.
/// </summary>
public sealed class BinaryFuzzTests
{
    private const int BytesAllocatedMax = 1 << 20;
    private const int BytesAllocatedOfEachByteMax = 256;

    private static readonly int Bodies = int.Parse(
        Environment.GetEnvironmentVariable("MILLRACE_FUZZ_LINES") ?? "200000",
        CultureInfo.InvariantCulture
    );

    private readonly EngineRig rig = new("America/Los_Angeles", "Asia/Kolkata");
    private readonly BinaryBatchReader reader = new();

    [Fact]
    public void A_damaged_body_is_read_whole_or_refused_whole_within_bounded_memory()
    {
        var random = new Random(1);
        var whole = Whole(40);
        var batch = new EventBatch(rig, rig.Options(), "tests", "id");
        var good = 0;
        for (var number = 0; number < Bodies; number++)
        {
            var body = whole[random.Next(whole.Count)];
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                body = Damage(random, body);
            }

            good += Check(batch, body, number) ? 1 : 0;
        }

        // Were all broken, or none, the comparison would mean little.
        good.ShouldBeInRange(Bodies / 20, Bodies * 19 / 20);
    }

    [Fact]
    public void A_body_that_was_cut_or_has_bytes_behind_it_is_refused_whole()
    {
        var batch = new EventBatch(rig, rig.Options(), "tests", "id");
        foreach (var body in Whole(5))
        {
            for (var length = 0; length < body.Length; length++)
            {
                reader.Read(batch, body.AsSpan(0, length)).ShouldNotBeNull();
            }

            reader.Read(batch, body).ShouldBeNull();
            reader.Read(batch, [.. body, 0]).ShouldBe($"bytes follow its last event, at byte {body.Length}");
        }
    }

    private bool Check(EventBatch batch, byte[] body, int number)
    {
        batch.Begin(rig, rig.Options(), "tests", "id");
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var fault = reader.Read(batch, body);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var events = BinaryOracle.Events(body);
        var where = $"body {number}: {Convert.ToHexString(body)}";

        (fault is null).ShouldBe(events is not null, fault ?? where);
        if (events is not null)
        {
            ((long)batch.Accepted + batch.RefusedCount).ShouldBe(events.Value, where);
        }

        allocated.ShouldBeLessThan(BytesAllocatedMax + ((long)BytesAllocatedOfEachByteMax * body.Length), where);
        return fault is null;
    }

    private static List<byte[]> Whole(int count)
    {
        var bodies = new List<byte[]>();
        var seed = new PCG(7, 7);
        for (var number = 0; number < count; number++)
        {
            var encoder = new EventBatchEncoder();
            Array.ForEach(EventMaker.Any.Array[1, 12].Generate(seed, null, out _), encoder.Add);
            bodies.Add(encoder.ToArray());
        }

        return bodies;
    }

    private static byte[] Damage(Random random, byte[] body)
    {
        if (body.Length == 0)
        {
            return [1];
        }

        byte[] changed = [.. body];
        var at = random.Next(body.Length);
        switch (random.Next(6))
        {
            case 0:
                changed[at] ^= (byte)(1 << random.Next(8));
                return changed;
            case 1:
                changed[at] = (byte)random.Next(256);
                return changed;
            case 2:
                return [.. body[..at], .. Numbers(random), .. body[at..]];
            case 3:
                return [.. body[..at], .. body[Math.Min(body.Length, at + random.Next(1, 4))..]];
            case 4:
                // The bodies' heads hold their counts: they are met too seldom otherwise.
                changed[Math.Min(body.Length - 1, random.Next(8))] = (byte)random.Next(256);
                return changed;
            default:
                return random.Next(8) == 0
                    ? body[..at]
                    : [.. body[..at], .. Numbers(random), .. body[Math.Min(body.Length, at + 1)..]];
        }
    }

    private static byte[] Numbers(Random random) =>
        random.Next(6) switch
        {
            0 => [0],
            1 => [0xFF, 0xFF, 0x3F],
            2 => [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            3 => [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
            4 => [0xFF, 0xFF, 0xFF, 0xFF, 0x07],
            _ => [0x80, 0x00],
        };
}

using System.Security.Cryptography;
using CsCheck;
using Millrace.Destinations.Sqs.Wire;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>Digests of many texts at once beside those of the platform.</summary>
public sealed class BatchMd5Tests
{
    [Fact]
    public void Digests_of_any_texts_are_those_of_the_platform() =>
        Gen.Byte.Array[0, 300].Array[0, 40].Sample(ShouldBeTheirs, iter: 2_000);

    [Fact]
    public void Digests_of_every_length_around_the_padding_are_those_of_the_platform() =>
        ShouldBeTheirs([
            .. Enumerable.Range(0, 260).Select(length => Enumerable.Range(0, length).Select(at => (byte)at).ToArray()),
        ]);

    [Fact]
    public void Short_text_beside_a_long_one_keeps_its_digest() =>
        ShouldBeTheirs([
            [],
            new byte[100_000],
            [1],
            new byte[64],
        ]);

    private static void ShouldBeTheirs(byte[][] texts)
    {
        var digests = new byte[texts.Length * BatchMd5.DigestBytes];

        BatchMd5.Hash(texts.Select(text => (ReadOnlyMemory<byte>)text).ToArray(), digests);

        digests.ShouldBe(texts.SelectMany(MD5.HashData).ToArray());
    }
}

using System.Globalization;
using System.Text;
using CsCheck;
using Millrace.Engine.Projections;

namespace Millrace.Unit.Engine.Projections;

/// <summary>Numbers in records are exact, whatever their size.</summary>
public sealed class JsonNumbersTests
{
    private static readonly Gen<long> Longs = Gen.OneOf(
        Gen.Long,
        Gen.Long[-1100, 1100],
        Gen.Long[-20_000_000, 20_000_000],
        Gen.Select(Gen.Int[0, 18], Gen.Int[-1, 1], (zeros, plus) => (long)Math.Pow(10, zeros) + plus),
        Gen.OneOf(long.MinValue, long.MinValue + 1, long.MaxValue, -1, 0, 1, 999_999, -999_999)
    );

    [Fact]
    public void Money_is_the_exact_decimal_with_at_least_one_digit_behind_the_point() =>
        Longs.Sample(
            micros =>
                Written(micros, JsonNumbers.WriteMoney)
                == decimal.Divide(micros, 1_000_000m).ToString("0.0#####", CultureInfo.InvariantCulture),
            iter: 200_000
        );

    [Fact]
    public void An_integer_is_its_digits() =>
        Longs.Sample(
            value => Written(value, JsonNumbers.WriteLong) == value.ToString(CultureInfo.InvariantCulture),
            iter: 200_000
        );

    private static string Written(long value, Writer write)
    {
        var bytes = new byte[JsonNumbers.BytesMax];
        Array.Fill(bytes, (byte)'x');
        return Encoding.ASCII.GetString(bytes, 0, write(value, bytes));
    }

    private delegate int Writer(long value, Span<byte> to);
}

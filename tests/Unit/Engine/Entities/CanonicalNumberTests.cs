using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;
using Millrace.Engine.Entities;

namespace Millrace.Unit.Engine.Entities;

public sealed class CanonicalNumberTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.00e5", "0")]
    [InlineData("1.0", "1")]
    [InlineData("1e0", "1")]
    [InlineData("10E-1", "1")]
    [InlineData("-1.250", "-1.25")]
    [InlineData("1200", "1200")]
    [InlineData("1.2E+3", "1200")]
    [InlineData("0.00012", "0.00012")]
    [InlineData("12e-5", "0.00012")]
    [InlineData("1e18", "1000000000000000000")]
    [InlineData("1e19", "1E19")]
    [InlineData("1e-18", "0.000000000000000001")]
    [InlineData("1e-20", "1E-20")]
    [InlineData("123456789012345678901234567890.5", "123456789012345678901234567890.5")]
    [InlineData("1e99999", "1E99999")]
    [InlineData("1e100001", null)]
    [InlineData("1e-99999999999999999999", null)]
    public void A_number_has_one_form(string json, string? form) =>
        CanonicalNumber.Of(Encoding.ASCII.GetBytes(json)).ShouldBe(form);

    [Fact]
    public void Numbers_are_the_same_exactly_when_their_forms_are() =>
        Gen.Select(Number, Number)
            .Sample(
                (one, other) =>
                {
                    var (first, second) = (Of(one), Of(other));
                    (first == second).ShouldBe(Value(one) == Value(other), $"{one} {other}");
                    Value(first).ShouldBe(Value(one));
                    Of(first).ShouldBe(first);
                    // A text in a line does not grow without bound.
                    first.Length.ShouldBeLessThanOrEqualTo(one.Length + 20);
                },
                iter: 20_000
            );

    private static Gen<string> Number { get; } =
        Gen.Select(Gen.Int[-1200, 1200], Gen.Int[0, 3], Gen.Int[-4, 24], Gen.Bool)
            .Select(
                (digits, zeros, exponent, isPointed) =>
                    (isPointed ? $"{digits}.{new string('0', zeros + 1)}" : $"{digits}{new string('0', zeros)}")
                    + (exponent == 0 ? "" : $"{(isPointed ? "e" : "E")}{(exponent > 0 && isPointed ? "+" : "")}{exponent}")
            );

    private static string Of(string json) => CanonicalNumber.Of(Encoding.ASCII.GetBytes(json))!;

    /// <summary>In 10^-60.</summary>
    private static BigInteger Value(string json)
    {
        var parts = json.Split('e', 'E');
        var exponent = 60 + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        var point = parts[0].IndexOf('.');
        exponent -= point < 0 ? 0 : parts[0].Length - point - 1;
        return BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
            * BigInteger.Pow(10, exponent);
    }
}

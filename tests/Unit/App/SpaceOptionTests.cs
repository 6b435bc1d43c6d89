using Millrace.App.Serve;

namespace Millrace.Unit.App;

/// <summary>--free-space-min takes sizes, and nothing that merely looks like one.</summary>
public sealed class SpaceOptionTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1000", 1000)]
    [InlineData("3KiB", 3072)]
    [InlineData("256MiB", 268_435_456)]
    [InlineData("2gib", 2_147_483_648)]
    public void A_size_is_read(string text, long bytes) => SpaceOption.Read(text).ShouldBe(bytes);

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-1")]
    [InlineData("1.5GiB")]
    [InlineData("2 %")]
    [InlineData("10MB")]
    [InlineData("9223372036854775807GiB")]
    [InlineData("9223372036854775808")]
    public void What_is_no_size_is_refused(string text) => SpaceOption.Read(text).ShouldBeNull();
}
